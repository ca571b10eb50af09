using System.Reflection;
using System.Reflection.Emit;

namespace Sluice.Tests.Rules;

/// <summary>
/// The types that a built assembly's types use: in signatures, attributes, locals and in the code of their methods. Read from the
/// assembly and not from the sources, because `var`, inference and aliases hide a use from anyone who reads text.
/// </summary>
static class UsedTypes
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => code.Value);

    /// <summary>Each outermost type of the assembly with all it uses. A nested or generated type counts for the type around it.</summary>
    public static IEnumerable<(Type From, Type To)> In(Assembly assembly) =>
        from type in assembly.GetTypes()
        from used in Of(type).SelectMany(Parts).Distinct()
        let outer = Outermost(type)
        where Outermost(used) != outer
        select (outer, Outermost(used));

    static List<Type> Of(Type type)
    {
        List<Type> used = [.. type.GetInterfaces()];
        if (type.BaseType is not null)
            used.Add(type.BaseType);
        used.AddRange(type.CustomAttributes.Select(static attribute => attribute.AttributeType));
        used.AddRange(type.GetFields(Declared).Select(static field => field.FieldType));
        foreach (MethodBase method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            used.AddRange(method.GetParameters().Select(static parameter => parameter.ParameterType));
            if (method is MethodInfo info)
                used.Add(info.ReturnType);
            if (method.GetMethodBody() is { } body)
            {
                used.AddRange(body.LocalVariables.Select(static local => local.LocalType));
                used.AddRange(InCode(method, body.GetILAsByteArray()!));
            }
        }
        return used;
    }

    static IEnumerable<Type> InCode(MethodBase method, byte[] code)
    {
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments();
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            OpCode opCode = OpCodesByValue[code[at] == 0xfe ? (short)(0xfe00 | code[at + 1]) : code[at]];
            at += opCode.Size;
            if (opCode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                MemberInfo member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments)!;
                yield return member as Type ?? member.DeclaringType!;
                if (member is MethodInfo called)
                {
                    yield return called.ReturnType;
                    foreach (Type argument in called.GetGenericArguments())
                        yield return argument;
                }
            }
            at += OperandSize(opCode.OperandType, code, at);
        }
    }

    static int OperandSize(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
        _ => 4,
    };

    /// <summary>The type itself without array, reference and generic wrapping, and its generic arguments.</summary>
    static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
            return Parts(type.GetElementType()!);
        if (type.IsGenericParameter || type.IsFunctionPointer)
            return [];
        return type.IsConstructedGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)] : [type];
    }

    static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }
}
