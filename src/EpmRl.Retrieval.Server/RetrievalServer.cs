using System.Runtime.ExceptionServices;
using EpmRl.Retrieval.Server.Api;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Jobs;
using EpmRl.Retrieval.Server.LifeCycle;
using EpmRl.Retrieval.Server.Review;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Server.Storage;
using EpmRl.Retrieval.Server.Telemetry;
using EpmRl.Retrieval.Server.WebConsole;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace EpmRl.Retrieval.Server;

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
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning); // the command says where it listens
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

    /// <summary>Starts a service and runs it until it is asked to stop: requests that began are finished first.</summary>
    /// <param name="app">The service.</param>
    /// <param name="onStarted">Called when it listens.</param>
    /// <param name="cancellationToken">Asks it to stop.</param>
    /// <exception cref="RetrievalException">The model or an index cannot be opened.</exception>
    public static async Task RunAsync(WebApplication app, Action<WebApplication> onStarted, CancellationToken cancellationToken)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        await using (cancellationToken.UnsafeRegister(_ => lifetime.StopApplication(), null))
        {
            try
            {
                await app.StartAsync(CancellationToken.None);
                onStarted(app);
                await app.WaitForShutdownAsync(CancellationToken.None);
            }
            catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // asked to stop while it started
            }
        }

        if (app.Services.GetRequiredService<EngineHost>().Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static void AddServices(WebApplicationBuilder builder, ServerOptions options)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddServerStorage(options);
        services.AddSingleton<EngineHost>();
        services.AddHostedService<EngineOpening>();
        services.AddJobs(options);
        services.AddExceptionHandler<Problems>();
        services.AddProblemDetails();
        services.AddSecurity(options);
        services.AddLifeCycle();
        services.AddReview();
        services.AddRequestLimits(options);
        services.AddServerTelemetry();
        services.AddApiDocument();
        services.AddConsole(options);
    }

    private static void Use(WebApplication app, ServerOptions options)
    {
        app.UseExceptionHandler();
        app.UseRequestIds();
        app.UseStatusCodeProblems();
        app.UseRouting();
        app.UseMiddleware<Admission>();
        app.UseCrossSiteProtection();
        app.UseConsoleHeaders();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseRequestLimits();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
        if (options.Worker)
        {
            return; // it only answers who watches it
        }

        app.MapApiDocument();
        app.MapIdentify();
        app.MapValues();
        app.MapMatch();
        app.MapEmbeddings();
        app.MapTaxonomy();
        app.MapIndex();
        app.MapJobs();
        app.MapReview();
        app.MapKeys();
        app.MapAudit();
        app.MapSignIn();
        app.MapConsole();
    }

    private static void Limit(KestrelServerOptions kestrel, LimitOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = limits.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MaxConcurrentConnections = 10_000;
    }
}
