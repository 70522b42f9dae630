namespace EpmRl.Retrieval.Training.Composition;

/// <summary>Names that nobody has listed.</summary>
/// <param name="make">Makes a name.</param>
internal sealed class MadeUpValues(Func<Random, string> make) : IValueSource
{
    public int Count => int.MaxValue;

    public DrawnValue Draw(Random random, string? not)
    {
        string name = make(random);
        while (name == not)
        {
            name = make(random);
        }

        return new DrawnValue(name, name);
    }
}
