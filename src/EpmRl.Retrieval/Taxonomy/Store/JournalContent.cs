namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The content of a journal's file.</summary>
/// <param name="Entries">Every complete entry, in order.</param>
/// <param name="Length">Their bytes.</param>
/// <param name="LastCheck">Checksum of the last one.</param>
/// <param name="TornBytes">Bytes after them left by a crash: the beginning of an entry that was never acknowledged.</param>
/// <param name="LacksLineEnd">Whether only the line end of the last entry was not written.</param>
internal sealed record JournalContent(IReadOnlyList<JournalEntry> Entries, long Length, string LastCheck, int TornBytes, bool LacksLineEnd);
