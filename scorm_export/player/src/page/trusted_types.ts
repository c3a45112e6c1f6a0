/**
 * A platform may have its pages take markup and scripts only from a policy (Trusted Types). Ours lets through what the
 * compiler wrote, and of scripts those that lie beside the page.
 */
import { attempt } from "../guarded.ts";

interface TrustedTypes {
  createPolicy(name: "default", rules: Readonly<Record<"createHTML" | "createScriptURL", (text: string) => string | null>>): unknown;
}

/** Where the platform names the policies that it takes, and not this one, nothing changes. */
export function trustOwn(page: Window): void {
  const { trustedTypes } = page as Window & { trustedTypes?: TrustedTypes };
  const createHTML = (html: string): string => html;
  const createScriptURL = (url: string): string | null => (/^[\w-]+\.js$/.test(url) ? url : null);
  attempt(() => trustedTypes?.createPolicy("default", { createHTML, createScriptURL }));
}
