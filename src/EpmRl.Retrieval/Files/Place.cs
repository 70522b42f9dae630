namespace EpmRl.Retrieval.Files;

/// <summary>A position in a file; line 0 for the file as a whole.</summary>
internal readonly record struct Place(string Path, int Line);
