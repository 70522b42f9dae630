namespace EpmRl.Retrieval.Server.LifeCycle;

/// <summary>Adds what edits taxonomies and keeps indexes up to date.</summary>
internal static class LifeCycleServices
{
    /// <summary>Adds it.</summary>
    public static void AddLifeCycle(this IServiceCollection services)
    {
        services.AddSingleton<TaxonomyService>();
        services.AddSingleton<ReindexService>();
        services.AddHostedService(provider => provider.GetRequiredService<ReindexService>());
    }
}
