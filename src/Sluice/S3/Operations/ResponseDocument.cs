using Sluice.Failures;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>Turns the XML of an answer into a value; null when it is not the document that was expected.</summary>
internal delegate T? DocumentParser<T>(ReadOnlySpan<byte> xml) where T : class;

/// <summary>Reads answers whose body is a document.</summary>
internal static class ResponseDocument
{
    /// <summary>
    /// What is wrong with an answer of success that should have no body: it is an error all the same, or the page of a portal or
    /// a proxy that answers everything so and has done nothing; null when nothing is.
    /// </summary>
    public static S3Error? Refusal(Response answer)
    {
        if (answer.ContentLength == 0)
            return null;
        if (answer.ReadDocument(out PooledBytes document) is { } broken)
            return broken;
        using (document)
            return ErrorXml.TryParse(document.Span, out ErrorXml xml) ? ErrorClassifier.ClassifyEmbedded(answer.Attempt, answer.Head, xml)
                : ErrorClassifier.ClassifyForeignText(answer.Attempt, answer.Head.Status, document.Span);
    }

    /// <summary>
    /// Reads and parses an answer's document. An Error document under a status of success is the error it is: Copy and
    /// Complete send their status before the work is done (S3 API reference, CompleteMultipartUpload).
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="parse">Reads the document.</param>
    /// <param name="unreadable">What another attempt needs when it is none.</param>
    public static S3Result<T> Read<T>(Response answer, DocumentParser<T> parse, RetryClass unreadable = RetryClass.AfterBackoff) where T : class
    {
        S3Error? error = answer.ReadDocument(out PooledBytes document);
        if (error is not null)
            return error;
        using (document)
        {
            if (answer.Head.Status == 206)
                return answer.Protocol($"answered {answer.Attempt.Request.Operation} with a part of a document", unreadable);
            if (parse(document.Span) is { } value)
                return new S3Result<T>(value);
            if (ErrorXml.TryParse(document.Span, out ErrorXml xml))
                return ErrorClassifier.ClassifyEmbedded(answer.Attempt, answer.Head, xml);
            // A connection that ends with the body may have ended too early: worth another attempt.
            return ErrorClassifier.ClassifyForeignText(answer.Attempt, answer.Head.Status, document.Span) ??
                answer.Protocol($"answered {answer.Attempt.Request.Operation} with a document that cannot be read", unreadable);
        }
    }
}
