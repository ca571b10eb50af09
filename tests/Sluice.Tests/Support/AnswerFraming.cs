namespace Sluice.Tests.Support;

/// <summary>How the end of a body is told.</summary>
public enum AnswerFraming
{
    /// <summary>Content-Length.</summary>
    Length,

    /// <summary>Transfer-Encoding: chunked.</summary>
    Chunked,

    /// <summary>The connection is closed behind it.</summary>
    Close,
}
