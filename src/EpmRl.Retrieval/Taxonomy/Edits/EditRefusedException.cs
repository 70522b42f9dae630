using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>An edit was refused; the message says what was found and what to do.</summary>
internal sealed class EditRefusedException(string message) : Exception(message)
{
    /// <summary>The same; texts of edits and files are shortened in the message.</summary>
    public EditRefusedException(BoundedMessage message)
        : this(message.ToStringAndClear())
    {
    }
}
