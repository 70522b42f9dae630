using EpmRl.Retrieval.Server.Api;
using EpmRl.Retrieval.Server.LifeCycle;
using EpmRl.Retrieval.Server.Review;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Server.Storage;
using EpmRl.Retrieval.Server.Telemetry;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>Builds the service: one process with API, jobs, review and console.</summary>
internal static class RetrievalServer
{
    /// <summary>Builds the application; <c>RunAsync</c> starts it.</summary>
    /// <param name="configuration">Settings of a file and of the command line, below the section of <see cref="ServerOptions"/>.</param>
    /// <param name="options">The settings, checked.</param>
    /// <param name="configure">Changes services before the application is built; null for none.</param>
    /// <exception cref="InvalidRequestException">A setting is wrong, or two contradict each other.</exception>
    public static WebApplication Build(
        ServerOptions options, IConfiguration? configuration = null, Action<WebApplicationBuilder>? configure = null)
    {
        ServerChecks.Check(options);
        // An application of its own folder: settings come from the caller alone, never from files of the working directory.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(RetrievalServer).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        if (configuration is not null)
        {
            builder.Configuration.AddConfiguration(configuration);
        }

        // Requests are counted, not logged: a listing's text is nobody's business, and its address may hold a query.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Logging.AddFilter(typeof(KeyAuthentication).FullName, LogLevel.Warning); // a refused caller is no news
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // its folder is the service's own
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options.Limits));
        AddServices(builder, options);
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        Use(app, options);
        return app;
    }

    /// <summary>Runs a started service until it is stopped, by its caller or by a failure.</summary>
    /// <returns>0 where it was asked to stop, 1 where it could not serve.</returns>
    public static async Task<int> WaitAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        await using (cancellationToken.UnsafeRegister(_ => lifetime.StopApplication(), null))
        {
            await app.WaitForShutdownAsync(CancellationToken.None);
        }

        return app.Services.GetRequiredService<EngineHost>().Failure is null ? 0 : 1;
    }

    private static void AddServices(WebApplicationBuilder builder, ServerOptions options)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddServerStorage(options);
        services.AddSingleton<EngineHost>();
        services.AddHostedService<EngineOpening>();
        services.AddExceptionHandler<Problems>();
        services.AddProblemDetails();
        services.AddSecurity(options);
        services.AddLifeCycle();
        services.AddReview();
        services.AddRequestLimits(options);
        services.AddServerTelemetry();
        services.AddApiDocument();
    }

    private static void Use(WebApplication app, ServerOptions options)
    {
        app.UseExceptionHandler();
        app.UseRequestIds();
        app.UseStatusCodeProblems();
        app.UseRouting();
        app.UseCrossSiteProtection();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRequestLimits();
        app.MapHealth();
        app.MapApiDocument();
        app.MapIdentify();
        app.MapValues();
        app.MapMatch();
        app.MapEmbeddings();
        app.MapTaxonomy();
        app.MapIndex();
        app.MapReview();
        app.MapKeys();
        app.MapAudit();
        app.MapSignIn();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
    }

    private static void Limit(KestrelServerOptions kestrel, LimitOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = limits.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MaxConcurrentConnections = 10_000;
    }
}
