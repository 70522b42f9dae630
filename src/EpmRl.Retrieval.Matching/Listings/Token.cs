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
}
