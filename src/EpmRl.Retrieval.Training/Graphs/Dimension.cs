namespace EpmRl.Retrieval.Training.Graphs;

/// <summary>One dimension of a symbolic shape: a number, a name (the same size wherever it occurs), or unknown until the run.</summary>
/// <param name="Size">The number, or null.</param>
/// <param name="Symbol">The name, or null.</param>
internal readonly record struct Dimension(long? Size, string? Symbol)
{
    /// <summary>Known only at run time.</summary>
    public static Dimension Unknown { get; }

    /// <summary>Whether the two are certainly of one size. An unknown dimension equals no other.</summary>
    public bool IsSureToEqual(Dimension other) =>
        Size is not null ? Size == other.Size : Symbol is not null && Symbol == other.Symbol;

    /// <summary>A number.</summary>
    public static implicit operator Dimension(long size) => new(size, null);

    /// <summary>A name.</summary>
    public static implicit operator Dimension(string symbol) => new(null, symbol);

    /// <inheritdoc/>
    public override string ToString() => Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Symbol ?? "?";

    /// <summary>The size of two broadcast against each other.</summary>
    /// <exception cref="ArgumentException">Two different numbers, neither 1.</exception>
    public static Dimension Broadcast(Dimension one, Dimension other) => (one.Size, other.Size) switch
    {
        (1, _) => other,
        (_, 1) => one,
        (long a, long b) when a != b => throw new ArgumentException($"Sizes {a} and {b} cannot be broadcast."),
        (not null, _) => one,
        (_, not null) => other,
        _ => one.IsSureToEqual(other) ? one : Unknown,
    };
}
