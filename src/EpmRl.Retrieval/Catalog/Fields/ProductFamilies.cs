using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Data of a product's first row, or parent, for the rows that belong to it.</summary>
/// <param name="Key">The key the rows share (<see cref="ProductProfile.GroupId"/>).</param>
/// <param name="Title">Its title; empty for none.</param>
/// <param name="Description">Its description; empty for none.</param>
/// <param name="Categories">Its categories, best first.</param>
/// <param name="OptionNames">Names of its numbered options, in order; later rows may omit them.</param>
/// <param name="Options">Its options that apply to every row.</param>
/// <param name="Columns">Its other columns that apply to every row.</param>
internal sealed record FamilyRow(
    string Key, string Title, string Description, IReadOnlyList<string> Categories, IReadOnlyList<string> OptionNames,
    IReadOnlyList<ProductOption> Options,
    IReadOnlyDictionary<string, JsonElement> Columns);

/// <summary>Possible parents of later rows, in bounded memory: the oldest are forgotten first.</summary>
internal sealed class ProductFamilies
{
    /// <summary>Total characters of the rows kept, as in the file.</summary>
    public const long MostCharacters = 32 << 20;

    private readonly Dictionary<string, FamilyRow> rows = new(StringComparer.Ordinal);
    private readonly Queue<(string Reference, long Length)> order = [];
    private long characters;

    /// <summary>Whether rows were forgotten.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>Finds a row by its reference.</summary>
    public FamilyRow? Find(string reference) => rows.GetValueOrDefault(reference);

    /// <summary>Keeps a row; an existing one with the same reference stays.</summary>
    /// <param name="reference">Its reference in other rows.</param>
    /// <param name="row">The row.</param>
    /// <param name="length">Its length in the file.</param>
    public void Add(string reference, FamilyRow row, long length)
    {
        if (!rows.TryAdd(reference, row))
        {
            return;
        }

        length += reference.Length + 100; // of the objects
        order.Enqueue((reference, length));
        for (characters += length; characters > MostCharacters && order.Count > 1;)
        {
            (string oldest, long freed) = order.Dequeue();
            rows.Remove(oldest);
            characters -= freed;
            HasForgotten = true;
        }
    }
}
