namespace Sluice.Endpoint.Forms;

/// <summary>The file of a form, whose bytes are still to come.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="Name">Its name on the sender's machine, without directories; empty when not told.</param>
sealed record FormFile(Stream Body, string Name);
