namespace Vigil.Collection.Tests.Launch;

/// <summary>The launcher on pipes and files, with real programs around it. The scenarios stand in launch_scenarios.py.</summary>
public class LaunchPipeTests
{
    [SkippableFact]
    public Task Output_is_passed_byte_for_byte() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Both_streams_keep_their_bytes() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task One_file_for_both_streams_keeps_their_order() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Ten_megabytes_without_a_newline() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_broken_sink_changes_nothing() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Output_comes_at_once() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_non_blocking_outer_descriptor_loses_nothing() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Exit_codes_are_kept() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Death_by_signal_gives_128_and_the_number() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Commands_that_cannot_run_say_why() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Arguments_arrive_byte_for_byte() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task The_environment_arrives_byte_for_byte() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task The_working_directory_is_kept_or_changed() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Limits_mask_and_signals_are_inherited() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task No_descriptor_of_vigil_reaches_the_program() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Closed_standard_descriptors_stay_closed() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Standard_input_passes_through_a_pipe() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_consumer_that_leaves_ends_the_program_by_sigpipe() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_slow_consumer_slows_the_program() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_full_disk_loses_output_but_not_the_program() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_background_child_does_not_hold_the_shell() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Lines_of_a_late_descendant_are_not_lost() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Signals_are_forwarded() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_second_sigterm_is_only_forwarded() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Sigterm_that_kills_gives_143() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Nohup_keeps_sighup_ignored() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Orphans_come_home() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task The_exit_is_right_while_orphans_storm() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task It_works_as_process_one_and_with_sigchld_ignored() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_stop_from_outside_stops_only_the_program() => LaunchScenario.PlayAsync();
}
