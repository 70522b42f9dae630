using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Search;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddEpmRlRetrieval(builder.Configuration.GetSection("EpmRl"))
    .AddModel(builder.Configuration["model"] ?? "models/catalog-l6")       // encoder, and what `epmrl train` learned
    .AddEmbeddedIndex(builder.Configuration["index"] ?? "indexes/sample"); // opened at start; the next request sees a swap

WebApplication app = builder.Build();
app.MapPost("/identify", async (ProductProfile listing, AttributeIdentifier identifier, CancellationToken cancellationToken) =>
    Results.Bytes(TagResultJson.ToBytes((await identifier.IdentifyAsync([listing], cancellationToken))[0], listing), "application/json"));
app.MapGet("/search", async (string text, ValueSearch search, CancellationToken cancellationToken) =>
    (await search.SearchAsync(text, cancellationToken)).Hits.Select(hit => new { hit.AttributeId, hit.ValueId, hit.Label, hit.Score }));
await app.RunAsync();
