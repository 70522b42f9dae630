namespace EpmRl.Retrieval.Cli.Tests.Layering;

/// <summary>A type that is not nested; a nested one counts as the type around it.</summary>
internal readonly record struct TypeName(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}
