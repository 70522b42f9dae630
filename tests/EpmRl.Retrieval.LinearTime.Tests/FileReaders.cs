using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Tests.Catalog;

namespace EpmRl.Retrieval.LinearTime.Tests;

/// <summary>The readers of files that users bring.</summary>
internal static class FileReaders
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));

    public static IEnumerable<HostileReader> All(ScratchFolder folder)
    {
        yield return new("CSV feed", text => Listings("id,title\n" + text, "feed.csv"),
            Rows("1,\"a\"\"b\"\n"), Rows("1,\"open\n2,plain\n"), Rows("x\",\",\nplain,row\n"), Rows("1,\"two\nlines\"\n"),
            Rows("1,\"a\"b\n"), Rows("\"\"\"\"\n"), Rows("\",\"\n"),
            new HostileText(
                "rows with columns", size =>
                    HostileText.Counted(size / 2, "c{0},") + "\n" + HostileText.Repeated("1,2,3\n").OfSize(size / 2)));
        yield return new("CSV header", text => Listings(text + "\n1,2\n", "feed.csv"),
            new HostileText(
                "quoted columns", size =>
                    "title" + HostileText.Counted(size, ",\"c {0}\"") + "\n" + HostileText.Repeated("1,").OfSize(size / 2)));
        yield return new("wide CSV rows", text => Listings("title,a\n" + text.Replace('\n', ',') + "\n", "feed.csv"),
            new HostileText("row of every column", size => "title" + HostileText.Counted(
                size / 2, ",c{0}") + "\n" + string.Join(',', HostileText.Counted(size / 2, ",c{0}").Split(',').Select(_ => "1")) + "\n"));
        yield return new("JSON Lines feed", text => Listings(text, "feed.jsonl"),
            new HostileText("rows of many keys", size => "{\"title\":\"t\"," + HostileText.Counted(size, "\"k{0}\":[{0}],") + "\"k\":0}\n"),
            Rows("{\"title\":\"\\ud83d\"}\n"));
        yield return new("CSV separators", text => Listings("title\n" + text, "feed.csv"), Rows("a;b,c;d,e|f\tg\n"), Rows(";;;;,,,,\n"));
        yield return new(
            "CSV of carriage returns", text => Listings("id,title\r" + text.Replace('\n', '\r'), "feed.csv"), Rows("1,a\n"), Rows("\n"));
        yield return new(
            "Shopify export", text => Listings("Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU\n" + text, "feed.csv"),
            Counted("h,T,B,Color,v{0},s{0}\n"), Counted("h{0},T,B,Color,v,s\n"), Rows("h,,,,v,s\n"), Rows("h,,,,,\n"));
        yield return new("WooCommerce export", text => Listings("ID,Type,SKU,Name,Published,Categories,Parent,Attribute 1 name,Attribute 1 "
            + "value(s)\n" + text, "feed.csv"),
            Counted("{0},variable,s{0},N,1,c,,A,v\n"), Counted("{0},variation,s{0},N,1,c,id:1,A,v\n"),
            new HostileText("categories of one row", size => "1,simple,s,N,1,\"" + HostileText.Counted(size, "c{0},") + "\",,A,v\n"),
            new HostileText(
                "commas of one row", size => "1,simple,s,N,1,\"" + new string(',', size) + "\",,A,\"" + new string('\\', size) + "\"\n"));
        yield return new(
            "Akeneo header", text => Listings("sku;family;enabled;name;" + text.Replace('\n', ';') + "\n1;f;1;n\n", "feed.csv"),
            new HostileText("locales", size => HostileText.Counted(size, "name-de_DE-c{0};")));
        yield return new(
            "JSON array feed", text => Listings("[" + text + "]", "feed.json"), Rows("{\"title\":\"t\"},\n"), Rows("{\n"), Rows("{\"a\"\n"),
            Rows("[\n"), Rows("\n,"), Rows("{\"a\":[{\n"),
            new HostileText("an element of many lines", size => "{\"title\":\"t\",\"x\":[" + HostileText.Counted(size, "{0},\n") + "0]}"));
        yield return new(
            "XML feed", text => Listings("<rss><channel>" + text + "</channel></rss>", "feed.xml"), Rows("<item><title>t</title></item>\n"),
            Rows("<item>"), Rows("<a>"),
            new HostileText("fields of an item", size => "<item><title>t</title>" + HostileText.Counted(size, "<f{0}/>") + "</item>"),
            new HostileText("one field", size => "<item><title>t</title>" + HostileText.Repeated("<f>x</f>").OfSize(size) + "</item>"),
            new HostileText("attributes", size => "<item " + HostileText.Counted(size, "a{0}='' ") + "><title>t</title></item>"),
            new HostileText("references", size => "<item><title>" + HostileText.Repeated("&amp;").OfSize(size) + "</title></item>"));
        yield return new("XML title", text => Listings(
            "<rss><channel><item><title>" + System.Security.SecurityElement.Escape(text) + "</title></item></channel></rss>", "feed.xml"));
        yield return new("JSON Lines title", text => Listings("{\"title\":" + Json(text) + "}\n", "feed.jsonl"));
        yield return new(
            "attribute file", text => Taxonomy(folder, "attributes", text), Values("  v{0}: Label {0}\n"), Values("  v{0}: a\n"),
            Values("  a: a\n"),
            Values("  v{0}: {label: L{0}, status: deprecated, replaced_by: v1}\n"),
            Values("  v{0}: {label: L{0}, status: deprecated, replaced_by: w{0}}\n"),
            Values("  v{0}: {label: L{0}, status: deprecated, split_into: [v1, x]}\n"),
            Values("  v{0}: {label: L{0}, aliases: [a, b{0}]}\n"), Values("  V{0}: x\n"),
            new HostileText(
                "aliases of one value",
                size => "name: A\nvalues:\n  v: {label: L, aliases: [" + HostileText.Counted(size, "a{0}, ") + "z]}\n"),
            new HostileText("role words", size => "name: A\nrole_words: [" + HostileText.Counted(size, "r{0}, ") + "z]\n"),
            new HostileText("packs", size => "name: A\npacks: [" + HostileText.Counted(size, "p{0}, ") + "z]\n"),
            new HostileText(
                "input units", size => "name: A\nkind: measurement\ninput_units: [" + HostileText.Counted(size, "u{0}, ") + "z]\n"),
            new HostileText("local units", size => "name: A\nkind: measurement\nlocal_units:\n" + HostileText.Counted(size, "  u{0}: 1\n")),
            new HostileText("mixed value", size => "name: A\nmixed_value: v9\nvalues:\n" + HostileText.Counted(size, "  v{0}: L{0}\n")));
        yield return new(
            "attribute name", text => Taxonomy(folder, "attributes", "name: " + text), Rows("a: &x [*x, "), Rows("'a' 'b' "),
            Rows("k: v\n"), Rows("\na: k"));
        yield return new("attribute values", text => Taxonomy(folder, "attributes", "name: A\nvalues:\n  v: " + text));
        yield return new("quoted label", text => Taxonomy(folder, "attributes", "name: A\nvalues:\n  v: " + Json(text) + "\n"));
        yield return new(
            "categories file", text => Taxonomy(folder, "categories", text), Categories("  c{0}: {name: N{0}}\n"),
            Categories("  c{0}: {name: N}\n"),
            Categories("  c{0}: {name: N{0}, parent: c1}\n"), Categories("  c{0}: {name: N{0}, parent: d{0}}\n"),
            Categories("  c{0}: {name: N{0}, attributes: [x{0}]}\n"),
            Categories("  c{0}: {name: N{0}, parent: c0, attributes: [a]}\n"), Categories("  c{0}: {name: N{0}, without: [a]}\n"),
            new HostileText("chain of parents", Chain));
        yield return new(
            "pack", text => Pack(folder, text), PackOf("values", "families:\n", "  f{0}: [w{0}]\n"),
            PackOf("values", "families:\n", "  f{0}: [w]\n"),
            PackOf("numbers", "words:\n", "  w{0}: {0}\n"),
            PackOf("units", "units:\n", "  - {name: n{0}, dimension: d{0}, factor: 1, spellings: [u]}\n"));
        foreach ((TaxonomySourceFormat format, string head, HostileText[] more) in Imports())
        {
            yield return new($"{format} import", text => Import(folder, format, head + text), more);
        }

        yield return new("schema", text => Schema(folder, text),
            new HostileText(
                "entries", size => "format: 1\nattributes:\n" + HostileText.Counted(size, "  - {match: {attribute: A{0}}, kind: text}\n")),
            new HostileText(
                "entries of one attribute",
                size => "format: 1\nattributes:\n" + HostileText.Repeated("  - {match: {attribute: Color}, kind: text}\n").OfSize(size)),
            new HostileText("values of an entry", size => "format: 1\nattributes:\n  - match: {attribute: Color}\n    "
                + "values:\n" + HostileText.Counted(size, "      L{0}: {aliases: [x{0}]}\n")),
            new HostileText("categories", size => "format: 1\ncategories:\n" + HostileText.Counted(size, "  c{0}: {description: d}\n")));
        yield return new(
            "alias suggestions",
            text => OfFile<FileFormatException>(folder, "aliases.yaml", text, path => AliasSuggestionFile.ReadAccepted(path)),
            new HostileText("entries", size => "format: 1\nattributes:\n  - attribute: a\n    name: A\n    "
                + "aliases:\n" + HostileText.Counted(size, "      - {accept: true, alias: a{0}, value: v, label: L}\n")));
        yield return new("category mapping", text => Mapping(folder, text),
            new HostileText("mapped and unmapped", size => "format: 1\nfrom: {taxonomy: a}\nto: {taxonomy: "
                + "b}\nmappings:\n" + HostileText.Counted(size / 2, "  c{0}: {to: x, relation: broader}\n")
                + "unmapped:\n" + HostileText.Counted(size / 2, "  - d{0}\n")),
            new HostileText("exact mappings", size => "format: 1\nfrom: {taxonomy: a}\nto: {taxonomy: "
                + "b}\nmappings:\n" + HostileText.Counted(size, "  c{0}: {to: brand, relation: exact}\n")));
        yield return new(
            "labelled listings", text => LabelledListings(folder, text),
            Rows("{\"input\":\"a\",\"category\":\"b\",\"target_scores\":{\"A\":{\"x\":1}}}\n"),
            new HostileText(
                "labels of a listing", size => "{\"input\":\"a\",\"category\":\"b\",\"target_scores\":{\"A\":{"
                    + HostileText.Counted(size, "\"l{0}\":1,") + "\"z\":1}}}\n"),
            new HostileText(
                "attributes of a listing", size =>
                    "{\"input\":\"a\",\"category\":\"b\",\"target_scores\":{" + HostileText.Counted(size, "\"a{0}\":{},") + "\"z\":{}}}\n"),
            new HostileText(
                "keys of a listing", size =>
                    "{" + HostileText.Counted(size, "\"k{0}\":{},") + "\"input\":\"a\",\"category\":\"b\",\"target_scores\":{}}\n"));
        yield return new(
            "search queries", text => OfFile<DataSetFormatException>(
                folder, "queries.jsonl", text, path => SearchQueriesReader.ReadAsync(path, Sample).GetAwaiter().GetResult()),
            Rows("{\"query\":\"a\",\"expected\":[\"color/black\"]}\n"), new HostileText(
                "expected values", size =>
                    "{\"query\":\"a\",\"expected\":[" + HostileText.Repeated("\"color/black\",").OfSize(size) + "\"color/white\"]}\n"));
        yield return new(
            "stored tags", text => Tags(text),
            Rows("{\"listing_id\":\"a\",\"attributes\":[],\"taxonomy_version\":\"v\",\"space\":\"s\"}\n"), Rows("{\n"),
            new HostileText("columns of a line", size => "{\"listing_id\":\"a\",\"extra\":{" + HostileText.Counted(
                size, "\"k{0}\":0,") + "\"k\":0},\"attributes\":[],\"taxonomy_version\":\"v\",\"space\":\"s\"}\n"));
        yield return new(
            "options of stored tags", text => Tags(
                "{\"listing_id\":\"a\",\"options\":" + Json(text) + ",\"attributes\":[],\"taxonomy_version\":\"v\",\"space\":\"s\"}\n"),
            Rows("a: b; "), new HostileText("parts without a name", size => "a: b; " + HostileText.Repeated("x; ").OfSize(size)));
        yield return new(
            "calibration", text => OfFile<ModelFormatException>(folder, "calibration.json", text, path => CalibrationFile.Load(path)),
            new HostileText("curves", size => "{\"format\":2,\"space\":\"s\",\"kinds\":{},\"attributes\":{"
                + HostileText.Counted(
                    size, "\"a{0}\":{\"slope\":1,\"intercept\":0,\"threshold\":0,\"review_below\":0,\"samples\":1},") + "\"z\":{}}}"));
    }

    private static IEnumerable<(TaxonomySourceFormat Format, string Head, HostileText[] More)> Imports()
    {
        yield return (TaxonomySourceFormat.Csv, "category,attribute,value,aliases,unit,kind\n",
        [
            Rows("a,b,c,,,\n"), Counted("a,b,v{0},,,\n"), Counted("a,b,v{0},x{0}|y,,\n"), Counted("a,b{0},c,,,\n"),
            Counted("a{0},b,c,,,\n"), Counted("a > b{0} > c,b,c,,,\n"),
            Counted("a,b,v{0},,u{0},\n"), Counted("a,b,v{0},,,k{0}\n"), Counted("a,b,\"v{0}\n\",,,\n"),
            new HostileText("one slug", size => "a,b," + string.Join(",,,\na,b,", SameSlug(size)) + ",,,\n"),
            new HostileText("aliases of one value", size => "a,b,c," + HostileText.Counted(size, "x{0}|") + ",,\n"),
            new HostileText("a deep path", size => HostileText.Counted(size, "n{0}>") + "z,b,c,,,\n"),
            new HostileText("one cell", size => "a,b," + new string('c', size) + ",,,\n"),
            new HostileText("two rows of one cell", size => $"a,b,{new string('c', size / 2)},,,\na,b,{new string('C', size / 2)},,,\n"),
        ]);
        yield return (TaxonomySourceFormat.Jsonl, "{\"type\":\"taxonomy\",\"format\":1,\"name\":\"t\"}\n",
        [
            Counted("{\"type\":\"category\",\"id\":\"c{0}\",\"name\":\"N{0}\"}\n"),
            Rows("{\"type\":\"category\",\"id\":\"c\",\"name\":\"N\"}\n"),
            Counted("{\"type\":\"attribute\",\"id\":\"a{0}\",\"name\":\"N{0}\"}\n"),
            Counted("{\"type\":\"value\",\"attribute\":\"b{0}\",\"id\":\"v{0}\",\"label\":\"L{0}\"}\n"),
            Counted("{\"type\":\"pack\",\"pack\":\"p{0}\",\"kind\":\"numbers\",\"words\":{}}\n"),
            new HostileText("values", size => "{\"type\":\"attribute\",\"id\":\"a\",\"name\":\"A\"}\n" + HostileText.Counted(
                size, "{\"type\":\"value\",\"attribute\":\"a\",\"id\":\"v{0}\",\"label\":\"L{0}\"}\n")),
            new HostileText("redirects", size => "{\"type\":\"attribute\",\"id\":\"a\",\"name\":\"A\"}\n"
                + HostileText.Counted(
                    size, "{\"type\":\"value\",\"attribute\":\"a\",\"id\":\"v{0}\",\"label\":\"L{0}\",\"status\":\"deprecated\","
                    + "\"replaced_by\":\"v{0}\"}\n")),
            new HostileText(
                "values without an attribute", size =>
                    HostileText.Counted(size / 2, "{\"type\":\"attribute\",\"id\":\"a{0}\",\"name\":\"A{0}\"}\n")
                + HostileText.Counted(size / 2, "{\"type\":\"value\",\"attribute\":\"b{0}\",\"id\":\"v\",\"label\":\"L\"}\n")),
        ]);
        yield return (TaxonomySourceFormat.ValuesJson, "",
        [
            new HostileText("labels", size => "{\"C\":{\"A\":[" + HostileText.Counted(size, "\"l{0}\",") + "\"z\"]}}"),
            new HostileText("one label", size => "{\"C\":{\"A\":[" + HostileText.Repeated("\"l\",").OfSize(size) + "\"z\"]}}"),
            new HostileText("two labels", size =>
                "{\"C\":{\"A\":[" + HostileText.Counted(size / 2, "\"l{0}\",") + HostileText.Counted(size / 2, "\"l{0}\",") + "\"z\"]}}"),
            new HostileText("attributes", size => "{\"C\":{" + HostileText.Counted(size, "\"a{0}\":[],") + "\"z\":[]}}"),
            new HostileText("categories", size => "{" + HostileText.Counted(size, "\"c{0}\":{},") + "\"z\":{}}"),
            new HostileText(
                "labels of one slug",
                size => "{\"C\":{\"A\":[" + string.Concat(SameSlug(size).Select(label => $"\"{label}\",")) + "\"z\"]}}"),
            new HostileText(
                "attributes of one slug",
                size => "{\"C\":{" + string.Concat(SameSlug(size).Select(label => $"\"{label}\":[],")) + "\"z\":[]}}"),
            new HostileText("one long label", size => "{\"C\":{\"A\":[\"" + new string('1', size) + "\"]}}"),
            new HostileText("a long number", size => "{\"C\":{\"A\":[\"1" + HostileText.Repeated(",111").OfSize(size) + "a\"]}}"),
        ]);
        yield return (TaxonomySourceFormat.Google, "",
        [
            Counted("{0} - N{0}\n"), Rows("1 - N\n"), Counted("{0} - N > M{0}\n"), new HostileText("a deep path", size =>
                "1 - " + HostileText.Counted(size, "n{0} > ") + "z\n"), new HostileText("a chain of paths", GooglePaths),
        ]);
    }

    private static IEnumerable<string> SameSlug(int size)
    {
        const string Marks = "!#$%*+./;=?@^_~";
        for (int i = 0; i < size / 6; i++)
        {
            yield return string.Create(5, i, static (text, number) =>
            {
                text[0] = 'a';
                for (int at = 1; at < 5; at++, number /= Marks.Length)
                {
                    text[at] = Marks[number % Marks.Length];
                }
            });
        }
    }

    private static string Chain(int size)
    {
        int count = size / 40;
        return "categories:\n" + string.Concat(
            Enumerable.Range(0, count).Select(i => $"  c{i}: {{name: N{i}, parent: c{Math.Min(i + 1, count - 2)}}}\n"));
    }

    private static string GooglePaths(int size)
    {
        // Each path is its parent's with one more name: only as many as fit.
        var lines = new System.Text.StringBuilder();
        string path = "";
        for (int i = 0; lines.Length < size; i++)
        {
            path = path.Length == 0 ? "n" : path + " > n";
            lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i} - {path}\n");
        }

        return lines.ToString();
    }

    private static HostileText Rows(string row) => HostileText.Repeated(row);

    private static HostileText Counted(string pattern) => new(pattern.TrimEnd(), size => HostileText.Counted(size, pattern));

    private static HostileText Values(string pattern) =>
        new("values" + pattern.TrimEnd(), size => "name: A\nvalues:\n" + HostileText.Counted(size, pattern));

    private static HostileText Categories(string pattern) =>
        new("categories" + pattern.TrimEnd(), size => "categories:\n" + HostileText.Counted(size, pattern));

    private static HostileText PackOf(string kind, string head, string pattern) =>
        new(kind + pattern.TrimEnd(), size => $"pack: p\nkind: {kind}\n{head}" + HostileText.Counted(size, pattern));

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static void Tags(string text) =>
        TagLines.ReadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))).ToListAsync().AsTask().GetAwaiter().GetResult();

    private static void Listings(string text, string name) =>
        TextReaders.Try<InvalidDataException>(() => CatalogText.ReadAsync(text, name).GetAwaiter().GetResult());

    private static void Taxonomy(ScratchFolder folder, string part, string text)
    {
        Write(folder, "taxonomy/taxonomy.yaml", "format: 1\nname: t\n");
        Write(folder, "taxonomy/categories.yaml", part == "categories" ? text : "categories:\n  c: {name: C, attributes: [a]}\n");
        Write(folder, "taxonomy/attributes/a.yaml", part == "attributes" ? text : "name: A\n");
        TaxonomyReader.Check(folder["taxonomy"]);
    }

    private static void Pack(ScratchFolder folder, string text)
    {
        Write(folder, "packed/taxonomy.yaml", "format: 1\nname: t\npacks: [p]\n");
        Write(folder, "packed/categories.yaml", "categories:\n  c: {name: C, attributes: [a]}\n");
        Write(folder, "packed/attributes/a.yaml", "name: A\n");
        Write(folder, "packed/packs/p.yaml", text);
        TaxonomyReader.Check(folder["packed"]);
    }

    private static void Import(ScratchFolder folder, TaxonomySourceFormat format, string text) =>
        OfFile<TaxonomyFormatException>(folder, "source.txt", text, path => TaxonomyImporter.Import(format, path));

    private static void Schema(ScratchFolder folder, string text)
    {
        string values =
            Write(folder, "values.json", "{\"C\":{\"Color\":[" + HostileText.Counted(text.Length / 2, "\"L{0}\",") + "\"z\"]}}");
        OfFile<TaxonomyFormatException>(folder, "schema.yaml", text, path =>
            TaxonomyImporter.Import(
                TaxonomySourceFormat.ValuesJson, values, new TaxonomyImportOptions { SchemaPath = path, Partial = true }));
    }

    private static void Mapping(ScratchFolder folder, string text) =>
        OfFile<TaxonomyFormatException>(folder, "mapping.yaml", text, path => MappingFile.Read(path).Check(path, Sample, Sample));

    private static void LabelledListings(ScratchFolder folder, string text)
    {
        Write(folder, "labelled/train.jsonl", text);
        TextReaders.Try<DataSetFormatException>(() => LabelledDataSetReader.ReadAsync(folder["labelled"]).GetAwaiter().GetResult());
    }

    // A lone surrogate becomes a valid character, since files are bytes.
    private static string Write(ScratchFolder folder, string name, string text)
    {
        string path = folder[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(text));
        return path;
    }

    private static void OfFile<T>(ScratchFolder folder, string name, string text, Action<string> read)
        where T : Exception
    {
        string path = Write(folder, name, text);
        TextReaders.Try<T>(() => read(path));
    }
}
