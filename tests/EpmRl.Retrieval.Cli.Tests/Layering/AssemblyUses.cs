using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EpmRl.Retrieval.Cli.Tests.Layering;

/// <summary>Which types of the project each type of an assembly uses: in its shape, its attributes and the code of its methods.</summary>
internal sealed class AssemblyUses
{
    private readonly MetadataReader metadata;
    private readonly PEReader file;
    private readonly List<TypeUse> uses = [];

    private AssemblyUses(PEReader file)
    {
        this.file = file;
        metadata = file.GetMetadataReader();
    }

    /// <summary>Reads an assembly without loading it.</summary>
    public static IReadOnlyList<TypeUse> Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var assembly = new AssemblyUses(file);
        foreach (TypeDefinitionHandle handle in assembly.metadata.TypeDefinitions)
        {
            assembly.Read(handle);
        }

        return assembly.uses;
    }

    private void Read(TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        var used = new UsedTypes(metadata);
        used.Add(type.BaseType);
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
        {
            used.Add(metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            metadata.GetFieldDefinition(field).DecodeSignature(used, null);
            Attributes(metadata.GetFieldDefinition(field).GetCustomAttributes(), used);
        }

        Parameters(type.GetGenericParameters(), used);
        Attributes(type.GetCustomAttributes(), used);
        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            Read(metadata.GetMethodDefinition(method), used);
        }

        TypeName from = used.NameOf(handle);
        uses.AddRange(used.Names.Where(to => to != from).Select(to => new TypeUse(from, to)));
    }

    private void Read(MethodDefinition method, UsedTypes used)
    {
        method.DecodeSignature(used, null);
        Parameters(method.GetGenericParameters(), used);
        Attributes(method.GetCustomAttributes(), used);
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(used, null);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            used.Add(region.CatchType);
        }

        foreach (int token in Instructions.TokensOf(body.GetILReader()))
        {
            used.Add(MetadataTokens.EntityHandle(token));
        }
    }

    private void Parameters(GenericParameterHandleCollection parameters, UsedTypes used)
    {
        foreach (GenericParameterConstraintHandle constraint in parameters.SelectMany(
            parameter => metadata.GetGenericParameter(parameter).GetConstraints()))
        {
            used.Add(metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Attributes(CustomAttributeHandleCollection attributes, UsedTypes used)
    {
        foreach (CustomAttributeHandle attribute in attributes)
        {
            used.Add(metadata.GetCustomAttribute(attribute).Constructor);
        }
    }
}
