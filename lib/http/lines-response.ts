import { asFailure } from '#lib/protocol/errors.ts';

type Write = (line: unknown) => void;

/**
 * An answer that comes as lines of JSON (`application/x-ndjson`) while it is made. What fails after the first
 * line is a last line of type `error`; before it, it is the call's own failure.
 * @param produce is told to stop by its signal when the client has left
 */
export async function linesResponse(request: Request, produce: (write: Write, signal: AbortSignal) => Promise<void>): Promise<Response> {
  const left = new AbortController();
  const signal = AbortSignal.any([request.signal, left.signal]);
  const encoder = new TextEncoder();
  const begun = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write: Write = (line) => {
        if (!signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
        begun.resolve();
      };
      let started = false;
      const run = produce((line) => {
        started = true;
        write(line);
      }, signal);
      run.then(() => begun.resolve(), (error: unknown) => {
        // Who has left is told nothing.
        if (signal.aborted) return begun.resolve();
        if (!started) return begun.reject(error);
        const { code, message, hint } = asFailure(error);
        write({ type: 'error', code, message, hint });
      }).finally(() => !left.signal.aborted && controller.close());
    },
    cancel: () => left.abort(),
  });
  await begun.promise;
  // `no-transform`: a compressor would hold lines back.
  return new Response(body, { headers: { 'Content-Type': 'application/x-ndjson; charset=utf-8', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no', 'X-Content-Type-Options': 'nosniff' } });
}
