using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class DeclaredLengthsTests
{
    [Fact]
    public void A_length_is_a_measurement_with_a_unit_of_length_wherever_its_name_occurs()
    {
        using var scratch = new ScratchFolder();
        string values = scratch.Write("values.json", """
            {"Home": {"Reach": ["1.5", "20.0"], "Mass": ["2", "3"], "Span": ["1.0", "2.0"], "Cable": ["3 ft", "5 ft"]}, "Toys": {"Span": ["red", "blue"]}}
            """);
        string schema = scratch.Write("schema.yaml", """
            format: 1
            packs: [units]
            attributes:
              - {match: {attribute: Reach}, kind: measurement, unit: cm}
              - {match: {attribute: Mass}, kind: measurement, unit: kg}
              - {match: {attribute: Span, category: Home}, kind: measurement, unit: cm}
            """);

        Assert.Equal(["Reach"], DeclaredLengths.Of([Import(values, schema)]));
        Assert.Empty(DeclaredLengths.Of([Import(values, null)])); // an inferred unit is not a declaration
    }

    [Fact]
    public void With_its_schema_WDC_PAVE_has_the_lengths_that_publications_leave_out()
    {
        ProductTaxonomy taxonomy = Import(
            TestPaths.Shared("data", "wdc-pave", "values.json"), TestPaths.InProject("taxonomy", "examples", "wdc-pave.schema.yaml"));

        Assert.Equal(["Depth", "Height", "Length", "Width"], DeclaredLengths.Of([taxonomy]));
    }

    private static ProductTaxonomy Import(string values, string? schema) =>
        TaxonomyImporter.Import(TaxonomySourceFormat.ValuesJson, values, new TaxonomyImportOptions { SchemaPath = schema }).Taxonomy;
}
