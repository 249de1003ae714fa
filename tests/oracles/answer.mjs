// Other people's counters: reads JSON lines {"text"} on standard input, answers one JSON line each.
//   weighted: length on X by npm twitter-text; x: its entities, [kind, utf16 start, utf16 end];
//   facets: what npm @atproto/api makes of it for Bluesky, [kind, byte start, byte end, value];
//   graphemes: length by @atproto/api. Used by upbeat-domain's tests/text_oracles.rs.
import { createInterface } from "node:readline";
import { RichText } from "@atproto/api";
import twitter from "twitter-text";

function xEntities(text) {
  const kind = (entity) => ("url" in entity ? "link" : "hashtag" in entity ? "hashtag" : "screenName" in entity ? "mention" : "cashtag");
  return twitter.extractEntitiesWithIndices(text).map((entity) => [kind(entity), ...entity.indices]);
}

function facets(text) {
  const rich = new RichText({ text });
  rich.detectFacetsWithoutResolution();
  return (rich.facets ?? []).map(({ index, features: [feature] }) => {
    const kind = feature.$type.split("#")[1];
    return [kind === "tag" ? "hashtag" : kind, index.byteStart, index.byteEnd, feature.did ?? feature.uri ?? feature.tag];
  });
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line) continue;
  const { text } = JSON.parse(line);
  const answer = {
    weighted: twitter.parseTweet(text).weightedLength,
    x: xEntities(text),
    facets: facets(text),
    graphemes: new RichText({ text }).graphemeLength,
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
