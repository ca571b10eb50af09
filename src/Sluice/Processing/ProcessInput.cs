namespace Sluice.Processing;

/// <summary>How a program gets its object.</summary>
public enum ProcessInput
{
    /// <summary>On its standard input.</summary>
    Stdin,
    /// <summary>In a file in memory, under the object's own name, which <c>{}</c> stands for. It is there, whole and verified, before the program is.</summary>
    File,
    /// <summary>As a name, which <c>{}</c> stands for, that can be read once from beginning to end.</summary>
    Fifo,
}
