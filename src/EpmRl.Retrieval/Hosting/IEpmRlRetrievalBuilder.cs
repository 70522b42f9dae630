using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Hosting;

/// <summary>Adds an encoder and an index to the engine in a host application.</summary>
public interface IEpmRlRetrievalBuilder
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }
}
