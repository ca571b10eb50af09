using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sluice.Tests.Rules;

/// <summary>Writes down what an assembly offers to its users, one line a member, in an order that does not depend on the compiler.</summary>
static class PublicApi
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly NullabilityInfoContext Nullability = new();

    public static string Of(params Assembly[] assemblies)
    {
        StringBuilder text = new();
        foreach (Assembly assembly in assemblies)
        {
            text.Append("# ").Append(assembly.GetName().Name).Append('\n');
            foreach (Type type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
            {
                text.Append(Heading(type)).Append('\n');
                foreach (string member in Members(type).Order(StringComparer.Ordinal))
                    text.Append("    ").Append(member).Append('\n');
            }
        }
        return text.ToString();
    }

    static string Heading(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsSubclassOf(typeof(Delegate)) ? "delegate" : type.IsValueType ? "struct" : "class";
        string modifier = type.IsAbstract && type.IsSealed ? "static " : type is { IsAbstract: true, IsInterface: false } ? "abstract " : type.IsSealed && kind == "class" ? "sealed " : "";
        string parent = type.BaseType is { } baseType && baseType != typeof(object) && kind == "class" ? $" : {Name(baseType)}" : "";
        return $"{modifier}{kind} {type.Namespace}.{Name(type)}{parent}";
    }

    static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(IsVisible).Select(static constructor => $"new({Parameters(constructor)})");
        IEnumerable<string> fields = type.GetFields(Declared).Where(static field => field.IsPublic || field.IsFamily)
            .Select(static field => $"{(field.IsStatic ? "static " : "")}{Name(Nullability.Create(field))} {field.Name}");
        IEnumerable<string> properties = type.GetProperties(Declared).Select(Property).OfType<string>();
        IEnumerable<string> events = type.GetEvents().Where(member => member.DeclaringType == type).Select(static member => $"event {Name(Nullability.Create(member))} {member.Name}");
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(static method => IsVisible(method) && !IsWrittenByCompiler(method))
            .Select(static method => $"{Modifier(method)}{Name(Nullability.Create(method.ReturnParameter))} {method.Name}{Arguments(method)}({Parameters(method)})");
        return constructors.Concat(fields).Concat(properties).Concat(events).Concat(methods);
    }

    static string? Property(PropertyInfo property)
    {
        MethodInfo? getter = property.GetMethod is { } get && IsVisible(get) ? get : null;
        MethodInfo? setter = property.SetMethod is { } set && IsVisible(set) ? set : null;
        if ((getter ?? setter) is not { } accessor || property.Name == "EqualityContract")
            return null;
        bool init = setter?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ?? false;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{required}{Modifier(accessor)}{Name(Nullability.Create(property))} {property.Name} {{ {(getter is null ? "" : "get; ")}{(setter is null ? "" : init ? "init; " : "set; ")}}}";
    }

    static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Accessors, operators of records, and a record's own equality and printing.
    static bool IsWrittenByCompiler(MethodInfo method) =>
        method.IsDefined(typeof(CompilerGeneratedAttribute)) || (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal)) || method.Name.StartsWith('<');

    static string Modifier(MethodBase method) =>
        method.IsStatic ? "static " : method.DeclaringType!.IsInterface ? "" : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";

    static string Arguments(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static parameter =>
        $"{(parameter.IsOut ? "out " : "")}{Name(Nullability.Create(parameter))} {parameter.Name}{(parameter.IsOptional ? " = default" : "")}"));

    // A reference that may be null has a question mark, at whatever depth.
    static string Name(NullabilityInfo info)
    {
        Type type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        bool mayBeNull = !type.IsValueType && NullabilityState.Nullable == (info.ReadState == NullabilityState.Unknown ? info.WriteState : info.ReadState);
        string name = info.ElementType is { } element && type.IsArray ? Name(element) + "[]"
            : info.GenericTypeArguments is { Length: > 0 } arguments && Nullable.GetUnderlyingType(type) is null && type.Name.Contains('`', StringComparison.Ordinal)
                ? $"{Name(type)[..Name(type).IndexOf('<', StringComparison.Ordinal)]}<{string.Join(", ", arguments.Select(Name))}>"
            : Name(type);
        return mayBeNull ? name + "?" : name;
    }

    static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        string name = type.DeclaringType is { } outer && !type.IsGenericParameter ? $"{Name(outer)}.{type.Name}" : type.Name;
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
