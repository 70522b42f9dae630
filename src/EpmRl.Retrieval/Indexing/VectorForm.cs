using System.Diagnostics.CodeAnalysis;

namespace EpmRl.Retrieval.Indexing;

/// <summary>How an index stores its vectors.</summary>
public enum VectorForm
{
    /// <summary>4 bytes a number, exact.</summary>
    Float32,

    /// <summary>2 bytes a number. Cosines differ by less than 1e-4 and ranks stay the same, so it is the default.</summary>
    Float16,

    /// <summary>1 byte a number and a scale per vector. Cosines differ by less than 0.01.</summary>
    Int8,
}

/// <summary>The names of the vector forms in files and options.</summary>
internal static class VectorForms
{
    private static readonly string[] Names = ["fp32", "fp16", "int8"];

    /// <summary><c>fp32</c>, <c>fp16</c> or <c>int8</c>.</summary>
    public static string NameOf(VectorForm form) => Names[(int)form];

    /// <summary>The form of a name, exactly as <see cref="NameOf"/> writes it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out VectorForm form)
    {
        int place = Array.IndexOf(Names, name);
        form = (VectorForm)Math.Max(place, 0);
        return place >= 0;
    }
}
