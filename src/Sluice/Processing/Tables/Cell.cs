namespace Sluice.Processing.Tables;

/// <summary>One value as its row has it.</summary>
/// <param name="Form">How the row wrote it.</param>
/// <param name="Text">Its text, without quotes; of a JSON array or object its JSON. Null for no value.</param>
internal readonly record struct Cell(CellForm Form, string? Text);
