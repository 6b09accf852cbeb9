namespace Vigil.Collection.Tests.Launch;

/// <summary>The launcher on a terminal: a pseudo-terminal with Python, or an interactive shell, at its other end. The scenarios stand in launch_scenarios.py.</summary>
public class LaunchTerminalTests
{
    [SkippableFact]
    public Task Terminals_are_terminals_and_pipes_are_not() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Output_on_a_terminal_is_what_it_would_be() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task The_terminal_has_the_outer_size_and_modes() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Window_changes_reach_the_program() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Ctrl_c_interrupts_the_program_once() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Ctrl_backslash_quits_the_program() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Ctrl_d_ends_the_input() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Passwords_are_not_echoed() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_typed_line_reaches_the_program_and_is_echoed() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Sigterm_restores_the_terminal() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_vanished_terminal_hangs_the_program_up() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_program_that_outlives_its_terminal_is_still_recorded() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Notices_fit_the_terminal() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_program_may_close_its_terminal_and_come_back() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_background_child_goes_on_writing_to_the_terminal() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_launcher_inside_a_launcher_changes_nothing() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Ctrl_z_and_fg_work_under_a_shell() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Bg_lets_the_program_go_on() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_background_job_can_come_to_the_foreground() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task A_program_that_catches_the_suspend_key_decides() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Ctrl_z_without_a_shell_above_does_not_hang() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Job_control_inside_the_program_is_its_own() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Idle_costs_nothing() => LaunchScenario.PlayAsync();

    [SkippableFact]
    public Task Killing_vigil_closes_the_pipe_or_the_terminal() => LaunchScenario.PlayAsync();
}
