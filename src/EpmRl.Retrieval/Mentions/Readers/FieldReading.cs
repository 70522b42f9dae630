using EpmRl.Retrieval.Mentions.Quantities;

namespace EpmRl.Retrieval.Mentions.Readers;

/// <summary>A field with what all readers share: its quantities, found once.</summary>
internal sealed record FieldReading(FieldText Field, IReadOnlyList<Quantity> Quantities);
