using System.Globalization;
using System.Runtime.CompilerServices;

namespace EpmRl.Retrieval.Files;

/// <summary>An interpolated message: each inserted text is an <see cref="Excerpt"/>; numbers are invariant.</summary>
[InterpolatedStringHandler]
internal ref struct BoundedMessage(int literalLength, int formattedCount)
{
    private DefaultInterpolatedStringHandler text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    public void AppendLiteral(string literal) => text.AppendLiteral(literal);

    public void AppendFormatted(string? value) => text.AppendLiteral(Excerpt.Of(value ?? ""));

    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => text.AppendFormatted(value, format);

    public string ToStringAndClear() => text.ToStringAndClear();
}
