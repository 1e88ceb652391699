/** What a Pages API handler writes, kept as a `Response`. */
export class ResponseRecorder {
  readonly headers = new Map<string, string | string[]>();
  #status = 200;
  #body: string | null = null;

  getHeader(name: string): string | string[] | undefined {
    return this.headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: string | string[]): this {
    this.headers.set(name.toLowerCase(), value);
    return this;
  }

  status(code: number): this {
    this.#status = code;
    return this;
  }

  json(value: unknown): void {
    this.setHeader('content-type', 'application/json');
    this.#body = JSON.stringify(value);
  }

  send(value: unknown): void {
    if (typeof value === 'object' && value !== null) return this.json(value);
    this.#body = typeof value === 'string' ? value : null;
  }

  end(): void {}

  response(): Response {
    const headers = new Headers();
    for (const [name, value] of this.headers) for (const item of [value].flat()) headers.append(name, item);
    return new Response(this.#body, { status: this.#status, headers });
  }
}
