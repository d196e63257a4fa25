type LogMethod = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Structured logs. Fields hold ids, counts and errors; never what a customer said. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  /** Only where a person must act. */
  readonly error: LogMethod;
  child(fields: Readonly<Record<string, unknown>>): Logger;
}
