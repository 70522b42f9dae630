using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Reads <c>{category: {attribute: [labels]}}</c>. Each category has its own attributes.</summary>
internal static class ValuesJsonImporter
{
    public static ImportSource? Read(string path, ProblemLog log, CancellationToken cancellationToken)
    {
        var document = JsonFile.Read(path, log);
        if (document is null)
        {
            return null;
        }

        var categories = new List<CategoryDraft>();
        var attributes = new List<AttributeDraft>();
        TakenIds categoryIds = new(), attributeIds = new();
        foreach ((YamlText category, YamlNode members) in document.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string categoryId = categoryIds.Unique(Slug.Of(category.Text));
            var own = new List<string>();
            if (members is not YamlMap map)
            {
                log.Error(path, members.Line, $"Category '{category.Text}' is {members.Kind}. Expected {{attribute: [labels]}}.");
                continue;
            }

            foreach ((YamlText attribute, YamlNode labels) in map.Entries)
            {
                if (labels is not YamlList list)
                {
                    log.Error(path, labels.Line, $"Attribute '{attribute.Text}' of '{category.Text}' is {labels.Kind}. "
                        + $"Expected a list of labels.");
                    continue;
                }

                var values = new ValueListBuilder(attribute.Text, log);
                foreach (YamlNode item in list.Items)
                {
                    if (item is YamlText label)
                    {
                        values.Add(label.Text, new Place(path, label.Line));
                    }
                    else
                    {
                        log.Error(
                            path, item.Line, $"Attribute '{attribute.Text}' of '{category.Text}' lists {item.Kind}. Expected a label.");
                    }
                }

                string id = attributeIds.Unique($"{categoryId}.{Slug.Of(attribute.Text)}");
                attributes.Add(values.Build(id, new Place(path, attribute.Line)));
                own.Add(id);
            }

            categories.Add(new CategoryDraft(categoryId, category.Text, null, null, own, []).At(path, category.Line));
        }

        return new ImportSource(Path.GetFileNameWithoutExtension(path), categories, attributes);
    }
}
