/** Instants in the viewer's own zone. */

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long", hourCycle: "h23" });

export function time(seconds: number): string {
  return clock.format(seconds * 1000);
}

/** Exact, with the zone: for tooltips. */
export function exact(seconds: number): string {
  return full.format(seconds * 1000);
}

/** Today's times without the day, others with it. */
export function instant(seconds: number, now: number = Date.now() / 1000): string {
  const sameDay = day.format(seconds * 1000) === day.format(now * 1000);
  return sameDay ? time(seconds) : `${day.format(seconds * 1000)} ${time(seconds)}`;
}

/** 12 s ago, 3 min ago, 5 h ago, 2 d ago. */
export function ago(seconds: number, now: number = Date.now() / 1000): string {
  const passed = Math.max(0, now - seconds);
  if (passed < 60) {
    return `${Math.floor(passed)} s ago`;
  }
  if (passed < 3600) {
    return `${Math.floor(passed / 60)} min ago`;
  }
  return passed < 172_800 ? `${Math.floor(passed / 3600)} h ago` : `${Math.floor(passed / 86_400)} d ago`;
}

const minuteClock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayClock = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** A tick of a time axis whose ticks lie so many seconds apart. */
export function tick(seconds: number, apart: number): string {
  const at = seconds * 1000;
  if (apart < 1) {
    return `${clock.format(at)}.${Math.floor((seconds % 1) * 10)}`;
  }
  return apart >= 86_400 || (apart >= 3600 && minuteClock.format(at) === "00:00") ? shortDay.format(at) : (apart >= 60 ? minuteClock : clock).format(at);
}

/** An instant under the cursor. */
export function clockOf(seconds: number): string {
  return dayClock.format(seconds * 1000);
}
