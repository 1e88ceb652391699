/** A fetch whose answers stand still while they are told to. */
export type PausableFetch = { fetch: typeof fetch; pause(): void; resume(): void };

/**
 * A reader of media fetches on while nobody asks it for more, lets go of what it cannot keep, and later fetches that
 * again. What is held back here waits at the sender.
 */
export function pausableFetch(inner: typeof fetch): PausableFetch {
  let paused = false;
  let waiting: (() => void)[] = [];
  return {
    async fetch(input, init) {
      const { status, statusText, headers, body } = await inner(input, init);
      const steps = new TransformStream<Uint8Array, Uint8Array>({
        async transform(chunk, controller) {
          if (paused) await new Promise<void>((resolve) => waiting.push(resolve));
          controller.enqueue(chunk);
        },
      });
      return new Response(body?.pipeThrough(steps) ?? null, { status, statusText, headers });
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      waiting.forEach((go) => go());
      waiting = [];
    },
  };
}
