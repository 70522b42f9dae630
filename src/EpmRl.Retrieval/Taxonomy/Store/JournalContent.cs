namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What a journal's file holds.</summary>
/// <param name="Entries">Every whole entry, in order.</param>
/// <param name="Length">Bytes of them.</param>
/// <param name="LastCheck">Checksum of the last one.</param>
/// <param name="TornBytes">Bytes after them that a crash left: the beginning of an entry that was never acknowledged.</param>
/// <param name="LacksLineEnd">Whether only the line end of the last entry did not get to the disk.</param>
internal sealed record JournalContent(IReadOnlyList<JournalEntry> Entries, long Length, string LastCheck, int TornBytes, bool LacksLineEnd);
