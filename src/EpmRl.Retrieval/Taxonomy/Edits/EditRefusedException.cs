using EpmRl.Retrieval.Taxonomy.Files;

namespace EpmRl.Retrieval.Taxonomy.Edits;

/// <summary>One edit cannot be made; the message says what was found and what to do.</summary>
internal sealed class EditRefusedException(string message) : Exception(message)
{
    /// <summary>The same; texts of edits and files are shortened in the message.</summary>
    public EditRefusedException(Message message)
        : this(message.ToStringAndClear())
    {
    }
}
