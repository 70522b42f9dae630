using System.IO.Hashing;

namespace EpmRl.Retrieval.Matching;

/// <summary>A distinct word of a listing.</summary>
/// <param name="Id">Its number in the <see cref="TokenTable"/>.</param>
/// <param name="Text">Its comparison key.</param>
/// <param name="Form">Letters, digits or both.</param>
/// <param name="Weight">How rare it is: its inverse document frequency, at least 0.</param>
internal readonly record struct Token(int Id, string Text, TokenForm Form, float Weight)
{
    /// <summary>Whether it looks like a code: letters and digits, or many digits.</summary>
    public bool IsCode => (Form == TokenForm.Mixed && Text.Length >= 3) || (Form == TokenForm.Digits && Text.Length >= 5);

    /// <summary>
    /// A number of the word that is the same in every run: sums over words in its order never depend on how listings were read.
    /// </summary>
    public int Key => (int)XxHash32.HashToUInt32(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Text.AsSpan()));
}
