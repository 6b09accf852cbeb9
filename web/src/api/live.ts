import { currentReach, noteReach } from "./reach";

/**
 * One WebSocket for the whole page. A subscription outlives a lost connection: it is made again with the last cursor, so
 * that nothing is missed and nothing comes twice.
 */

export interface LiveMessage {
  type: "snapshot" | "change" | "dropped" | "error";
  topic: string;
  id?: string;
  cursor?: string;
  [member: string]: unknown;
}

export type Connection = "connecting" | "open" | "lost";

interface Subscription {
  topic: string;
  id: string | undefined;
  cursor: string | undefined;
  take: (message: LiveMessage) => void;
}

const firstRetryMilliseconds = 500;
const longestRetryMilliseconds = 10_000;

export class Live {
  private socket: WebSocket | null = null;
  private started = false;
  private retryMilliseconds = firstRetryMilliseconds;
  private readonly subscriptions = new Set<Subscription>();
  private readonly watchers = new Set<(connection: Connection) => void>();
  private state: Connection = "connecting";

  get connection(): Connection {
    return this.state;
  }

  /** Calls back now and whenever the connection changes; returns how to stop. */
  watch(watcher: (connection: Connection) => void): () => void {
    this.watchers.add(watcher);
    watcher(this.state);
    return () => this.watchers.delete(watcher);
  }

  /** Opens the line before anything is subscribed to. */
  start(): void {
    if (!this.started) {
      this.started = true;
      this.connect();
    }
  }

  /** Follows a topic; returns how to stop. */
  subscribe(topic: string, id: string | undefined, take: (message: LiveMessage) => void): () => void {
    const subscription: Subscription = { topic, id, cursor: undefined, take };
    this.subscriptions.add(subscription);
    this.start();
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.ask(subscription);
    }
    return () => {
      this.subscriptions.delete(subscription);
      const shared = [...this.subscriptions].some((other) => other.topic === topic && other.id === id);
      if (!shared && this.socket?.readyState === WebSocket.OPEN) {
        this.socket.send(JSON.stringify({ type: "unsubscribe", topic, id }));
      }
    };
  }

  private connect(): void {
    if (currentReach().signInNeeded) {
      // It would be refused; nobody waits long after signing in.
      setTimeout(() => this.connect(), firstRetryMilliseconds);
      return;
    }
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws`);
    this.socket = socket;
    socket.onopen = () => {
      this.retryMilliseconds = firstRetryMilliseconds;
      this.change("open");
      noteReach({ answers: true });
      this.subscriptions.forEach((subscription) => this.ask(subscription));
    };
    socket.onmessage = (event) => this.receive(JSON.parse(event.data as string) as LiveMessage);
    socket.onclose = () => {
      this.change("lost");
      setTimeout(() => this.connect(), this.retryMilliseconds * (0.75 + Math.random() / 2));
      this.retryMilliseconds = Math.min(longestRetryMilliseconds, this.retryMilliseconds * 2);
    };
  }

  private ask(subscription: Subscription): void {
    const { topic, id, cursor } = subscription;
    this.socket?.send(JSON.stringify({ type: "subscribe", topic, id, cursor }));
  }

  private receive(message: LiveMessage): void {
    for (const subscription of this.subscriptions) {
      if (subscription.topic !== message.topic || subscription.id !== message.id) {
        continue;
      }
      if (message.type === "dropped") {
        this.ask(subscription);
        continue;
      }
      if (message.cursor !== undefined) {
        subscription.cursor = message.cursor;
      }
      subscription.take(message);
    }
  }

  private change(connection: Connection): void {
    if (this.state !== connection) {
      this.state = connection;
      this.watchers.forEach((watcher) => watcher(connection));
    }
  }
}

export const live = new Live();
