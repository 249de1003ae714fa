import { describe, expect, test } from "vitest";
import { fileSize } from "../../src/kit/size";
import { clock, wall, wallNow, zoneCity } from "../../src/kit/time";
import { firstAfter } from "../../src/kit/VirtualList";
import { position } from "../../src/screens/compose/editor/plainText";
import { drawn, shape } from "../../src/screens/onboarding/frames";

describe("figures on screen", () => {
  test("shapes are said as people say them", () => {
    expect(shape("fr", 1080, 1350)).toBe("4:5");
    expect(shape("fr", 1080, 1920)).toBe("9:16");
    expect(shape("fr", 1200, 627)).toBe("1,91:1");
    expect(shape("en", 1000, 1500)).toBe("2:3");
    expect(drawn(1600, 900).width).toBe(160);
  });

  test("dates read the same in every engine", () => {
    expect(wall("fr", "2026-11-26T18:30:00", "short")).toBe("jeu. 26 nov., 18:30");
    expect(wall("en", "2026-11-26T18:30:00", "short")).toBe("Thu 26 Nov, 6:30\u00a0pm");
    expect(wallNow("Europe/Paris", new Date("2026-11-23T23:30:00Z"))).toBe("2026-11-24T00:30:00");
    expect(zoneCity("America/New_York")).toBe("New York");
  });

  test("sizes and lengths carry their unit", () => {
    expect(fileSize("fr", 8_100_000)).toBe("8,1\u00a0Mo");
    expect(fileSize("en", 412_000)).toBe("412\u00a0kB");
    expect(clock(18_000)).toBe("0:18");
    expect(clock(3_729_000)).toBe("1:02:09");
  });

  test("an offset of the text finds its place in the document", () => {
    expect(position("ab\ncd", 0)).toBe(1);
    expect(position("ab\ncd", 2)).toBe(3);
    expect(position("ab\ncd", 3)).toBe(5);
  });

  test("the first row in sight is found by halves", () => {
    expect(firstAfter([0, 10, 20, 30], 15)).toBe(2);
    expect(firstAfter([0, 10, 20, 30], 30)).toBe(4);
    expect(firstAfter([], 0)).toBe(0);
  });
});
