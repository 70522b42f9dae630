using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The meaning of each row of the vectors.</summary>
/// <remarks>
/// Rows are in category → attribute order. A range is one null row, then the rows of the attribute's values; every range of an attribute
/// has the same shape, so that shape is kept once. Categories of the same name share the range of an attribute, whose prompts are the same.
/// The categories' own prompts follow the last range.
/// </remarks>
/// <param name="ValueOfRow">Per attribute of the taxonomy: the place of the value among the attribute's values, for each row after the null
/// row. Empty if the attribute has no active value.</param>
/// <param name="Categories">Per category of the taxonomy.</param>
/// <param name="Rows">Number of rows in all.</param>
internal sealed record IndexLayout(int[][] ValueOfRow, CategoryLayout[] Categories, int Rows)
{
    private static ReadOnlySpan<byte> Magic => "EPMRLLY1"u8;

    /// <summary>Number of (category, attribute) pairs.</summary>
    public int RangeCount => Categories.Sum(category => category.Ranges.Length);

    public byte[] ToBytes()
    {
        var numbers = new List<int> { Rows, ValueOfRow.Length };
        foreach (int[] rows in ValueOfRow)
        {
            numbers.Add(rows.Length);
            numbers.AddRange(rows);
        }

        numbers.Add(Categories.Length);
        foreach (CategoryLayout category in Categories)
        {
            numbers.AddRange([category.FirstPrompt, category.Prompts, category.Ranges.Length]);
            foreach (AttributeRange range in category.Ranges)
            {
                numbers.AddRange([range.Attribute, range.FirstRow]);
            }
        }

        return [.. Magic, .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers))];
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a layout, or refer to places outside themselves.</exception>
    public static IndexLayout Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Magic) || file.Length % 4 != 0)
        {
            throw new InvalidDataException("not a layout (it does not begin with 'EPMRLLY1', or was cut)");
        }

        var numbers = new Numbers(file[Magic.Length..]);
        int rows = numbers.Next(int.MaxValue);
        int[][] valueOfRow = new int[numbers.Count(1)][];
        for (int a = 0; a < valueOfRow.Length; a++)
        {
            valueOfRow[a] = numbers.Take(numbers.Count(1));
        }

        var categories = new CategoryLayout[numbers.Count(3)];
        for (int c = 0; c < categories.Length; c++)
        {
            int firstPrompt = numbers.Next(rows), prompts = numbers.Next(rows - firstPrompt);
            var ranges = new AttributeRange[numbers.Count(2)];
            for (int r = 0; r < ranges.Length; r++)
            {
                int attribute = numbers.Next(valueOfRow.Length - 1);
                ranges[r] = new AttributeRange(attribute, numbers.Next(rows - valueOfRow[attribute].Length - 1));
            }

            categories[c] = new CategoryLayout(firstPrompt, prompts, ranges);
        }

        return numbers.AtEnd
            ? new IndexLayout(valueOfRow, categories, rows)
            : throw new InvalidDataException("the layout is longer than it says");
    }

    private ref struct Numbers(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;

        public readonly bool AtEnd => rest.IsEmpty;

        public int Next(int most)
        {
            int number = rest.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (number < 0 || number > most)
            {
                throw new InvalidDataException($"expected a number between 0 and {most}, found {(rest.Length < 4 ? "the end" : number)}");
            }

            rest = rest[4..];
            return number;
        }

        /// <summary>A count of items of <paramref name="size"/> numbers each, none of which may lie beyond the end.</summary>
        public int Count(int size) => Next(Math.Max(0, (rest.Length / 4) - 1) / size);

        public int[] Take(int count)
        {
            int[] taken = MemoryMarshal.Cast<byte, int>(rest[..(4 * count)]).ToArray();
            rest = rest[(4 * count)..];
            return taken;
        }
    }
}

/// <summary>The rows of one category.</summary>
/// <param name="FirstPrompt">Row of the category's own prompt.</param>
/// <param name="Prompts">Number of such rows; 0 where the category has no attributes.</param>
/// <param name="Ranges">The attributes that have values, in the category's order.</param>
internal readonly record struct CategoryLayout(int FirstPrompt, int Prompts, AttributeRange[] Ranges);

/// <summary>The rows of one attribute in one category.</summary>
/// <param name="Attribute">Place of the attribute in the taxonomy.</param>
/// <param name="FirstRow">The null value's row; the values' rows follow.</param>
internal readonly record struct AttributeRange(int Attribute, int FirstRow);
