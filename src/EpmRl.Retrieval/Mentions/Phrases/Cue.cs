using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A cue in a text.</summary>
/// <param name="Kinds">What it may mean.</param>
/// <param name="First">Its first word.</param>
/// <param name="End">The word after its last.</param>
internal readonly record struct Cue(CueKind Kinds, int First, int End);
