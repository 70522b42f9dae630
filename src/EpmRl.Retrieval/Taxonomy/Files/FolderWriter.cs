using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Updates a taxonomy's files from one state to another: file by file, each atomically, and in each only what changed.</summary>
internal static class FolderWriter
{
    /// <summary>Writes the differences.</summary>
    /// <param name="folder">The taxonomy's folder.</param>
    /// <param name="before">The files' content.</param>
    /// <param name="after">Their new content; the packs must be the same.</param>
    /// <param name="files">The calls that change files.</param>
    public static void Write(string folder, ProductTaxonomy before, ProductTaxonomy after, FileSystem files)
    {
        string attributes = Path.Combine(folder, TaxonomySchema.AttributesFolder);
        foreach (AttributeDefinition attribute in after.Attributes)
        {
            string path = Path.Combine(attributes, attribute.Id + TaxonomySchema.Extension);
            string text = TaxonomyText.Attribute(attribute);
            if (!before.TryFindAttribute(attribute.Id, out AttributeDefinition? old))
            {
                files.Replace(path, text);
            }
            else if (TaxonomyText.Attribute(old) != text)
            {
                files.Replace(path, AttributeFileEdits.Apply(path, File.ReadAllText(path), old, attribute));
            }
        }

        // After the attributes that categories name, and before removing those they no longer name: the folder is valid in between.
        if (TaxonomyText.Categories(before) != TaxonomyText.Categories(after))
        {
            string path = Path.Combine(folder, TaxonomySchema.CategoriesFile);
            files.Replace(path, CategoriesFileEdits.Apply(path, File.ReadAllText(path), before, after));
        }

        foreach (AttributeDefinition gone in before.Attributes.Where(attribute => !after.TryFindAttribute(attribute.Id, out _)))
        {
            files.DeleteFile(Path.Combine(attributes, gone.Id + TaxonomySchema.Extension));
        }

        if (before.Name != after.Name || before.Locale != after.Locale)
        {
            string path = Path.Combine(folder, TaxonomySchema.HeaderFile);
            var edits = new YamlEdits(File.ReadAllText(path));
            edits.Set("name", YamlOut.Text(after.Name));
            edits.Set("locale", YamlOut.Text(after.Locale));
            files.Replace(path, edits.Apply());
        }
    }
}
