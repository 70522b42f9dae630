using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Hosting;

internal sealed record EpmRlRetrievalBuilder(IServiceCollection Services) : IEpmRlRetrievalBuilder;
