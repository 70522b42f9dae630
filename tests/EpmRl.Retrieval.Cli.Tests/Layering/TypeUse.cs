namespace EpmRl.Retrieval.Cli.Tests.Layering;

/// <summary>One type uses another.</summary>
internal readonly record struct TypeUse(TypeName From, TypeName To);
