namespace EpmRl.Retrieval.Taxonomy.Edits;

/// <summary>One edit cannot be made; the message says what was found and what to do.</summary>
internal sealed class EditRefusedException(string message) : Exception(message);
