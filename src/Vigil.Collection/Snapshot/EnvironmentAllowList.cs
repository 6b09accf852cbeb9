using System.Text.Json.Nodes;
using Vigil.Core.Secrets;

namespace Vigil.Collection.Snapshot;

/// <summary>
/// The environment variables that a snapshot may hold: those that change how training behaves. Everything else, and
/// anything whose name speaks of a secret, stays out.
/// </summary>
internal static class EnvironmentAllowList
{
    private static readonly string[] s_names =
    [
        "CUDA_VISIBLE_DEVICES", "CUDA_LAUNCH_BLOCKING", "CUDA_DEVICE_ORDER", "CUDA_HOME", "HIP_VISIBLE_DEVICES",
        "ROCR_VISIBLE_DEVICES", "RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "NODE_RANK", "MASTER_ADDR",
        "MASTER_PORT", "CONDA_DEFAULT_ENV", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHASHSEED", "PYTHONUNBUFFERED",
        "PYTHONMALLOC", "MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_", "LD_LIBRARY_PATH", "LD_PRELOAD", "TMPDIR",
        "TORCHELASTIC_RUN_ID", "PMIX_NAMESPACE", "TOKENIZERS_PARALLELISM", "WANDB_MODE", "WANDB_PROJECT", "WANDB_DIR", "HOSTNAME", "LANG", "TERM",
    ];

    private static readonly string[] s_prefixes =
    [
        "OMP_", "MKL_", "KMP_", "OPENBLAS_", "GOMP_", "NUMEXPR_", "PYTORCH_", "TORCH_", "TORCHINDUCTOR_", "NCCL_", "GLOO_",
        "RCCL_", "XLA_", "JAX_", "TF_", "KERAS_", "ACCELERATE_", "DEEPSPEED_", "DS_", "FSDP_", "HF_", "TRANSFORMERS_",
        "DIFFUSERS_", "SLURM_", "HYDRA_", "VIGIL_", "NVIDIA_", "HSA_", "MIOPEN_", "OMPI_COMM_WORLD_", "PL_",
    ];

    /// <summary>The allowed variables with their values; credentials in URLs masked.</summary>
    public static JsonObject Select(IEnumerable<KeyValuePair<string, string>> environment) =>
        new(environment
            .Where(variable => IsAllowed(variable.Key))
            .OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)Redaction.MaskUrls(variable.Value))));

    /// <summary>Whether a variable of this name may be stored.</summary>
    public static bool IsAllowed(string name) =>
        !Redaction.IsSecretName(name)
        && (Array.IndexOf(s_names, name) >= 0 || Array.Exists(s_prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
}
