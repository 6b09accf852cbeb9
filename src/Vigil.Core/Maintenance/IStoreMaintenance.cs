namespace Vigil.Core.Maintenance;

/// <summary>Keeps a store fast and within its bounds while others write it.</summary>
public interface IStoreMaintenance
{
    /// <summary>
    /// Rolls up what is due, deletes what a policy no longer keeps, and returns free space to the file system, all in small
    /// transactions with pauses between them, so that writers get in. May be stopped or killed anywhere: what was done stands,
    /// and the next call goes on from there. Several processes may do it at once.
    /// </summary>
    /// <exception cref="InvalidOperationException">The store was opened for reading alone.</exception>
    Task<MaintenanceResult> MaintainAsync(RetentionPolicy policy, CancellationToken cancellationToken = default);

    /// <summary>What the store holds.</summary>
    StoreContents ReadContents();

    /// <summary>What a policy would delete now; nothing is changed.</summary>
    RetentionEstimate Estimate(RetentionPolicy policy);
}
