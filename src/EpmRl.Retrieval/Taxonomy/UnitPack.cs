namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The units of quantities.</summary>
/// <param name="Units">Every unit, in the order of the file.</param>
internal sealed record UnitPack(IReadOnlyList<UnitDefinition> Units)
{
    /// <summary>No units at all.</summary>
    public static UnitPack Empty { get; } = new([]);
}

/// <summary>One unit of measurement.</summary>
/// <param name="Name">The long name, as labels write it (<c>Gigabytes</c>).</param>
/// <param name="Dimension">What it measures (<c>length</c>, <c>mass</c>, <c>data</c>); units convert within a dimension only.</param>
/// <param name="Factor">The number of base units of the dimension in one unit; for temperatures, before <paramref name="Offset"/>.</param>
/// <param name="Offset">Added after multiplying (0 except for temperatures).</param>
/// <param name="Spellings">
/// Every way listings write it (<c>GB</c>, <c>gigabyte</c>); matched without case unless they differ only by case.
/// </param>
internal sealed record UnitDefinition(string Name, string Dimension, double Factor, double Offset, IReadOnlyList<string> Spellings);
