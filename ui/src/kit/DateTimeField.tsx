import { type CalendarDateTime, parseDateTime } from "@internationalized/date";
import { ChevronLeft, ChevronRight } from "lucide-react";
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  DateField,
  DateInput,
  DateSegment,
  FieldError,
  Heading,
  I18nProvider,
  Label,
  Text,
} from "react-aria-components";
import { useLang } from "@/text/context";
import { locale } from "@/text/messages";
import styles from "./DateTimeField.module.css";
import { IconButton } from "./IconButton";
import { zoneCity } from "./time";

/** A time on a wall: `2026-11-26T18:30:00` in an IANA zone. Only the core resolves it to an instant. */
export type WallTime = { local: string; zone: string };

export type DateTimeFieldProps = {
  label: string;
  value: WallTime;
  onChange: (value: WallTime) => void;
  /** Names of the two buttons of the month. */
  previousMonth: string;
  nextMonth: string;
  /** Earliest, as a wall time in the same zone. */
  from?: string;
  error?: string | null;
};

/** Day and hour by keys or by the month, with the zone's city in sight. */
export function DateTimeField({
  label,
  value,
  onChange,
  previousMonth,
  nextMonth,
  from,
  error,
}: DateTimeFieldProps) {
  const lang = useLang();
  const at = read(value.local);
  const earliest = from ? read(from) : null;
  const put = (next: CalendarDateTime | null) => {
    if (next) onChange({ ...value, local: next.set({ second: 0, millisecond: 0 }).toString() });
  };
  return (
    <I18nProvider locale={locale(lang)}>
      <DateField
        className={styles.field ?? ""}
        value={at}
        onChange={put}
        granularity="minute"
        hourCycle={lang === "fr" ? 24 : 12}
        shouldForceLeadingZeros
        isInvalid={Boolean(error)}
      >
        <Label className={styles.label ?? ""}>{label}</Label>
        <div className={styles.group}>
          <DateInput className={styles.input ?? ""}>
            {(segment) => <DateSegment segment={segment} className={styles.segment ?? ""} />}
          </DateInput>
        </div>
        <Text slot="description" className={styles.zone ?? ""}>
          {zoneCity(value.zone)}
        </Text>
        <FieldError className={styles.error ?? ""}>{error}</FieldError>
      </DateField>
      <Calendar
        className={styles.calendar ?? ""}
        aria-label={label}
        value={at}
        onChange={(day) => put(at ? at.set({ year: day.year, month: day.month, day: day.day }) : day)}
        {...(earliest ? { minValue: earliest } : {})}
      >
        <header className={styles.head}>
          <Heading className={styles.month ?? ""} />
          <IconButton slot="previous" size="sm" label={previousMonth} icon={ChevronLeft} />
          <IconButton slot="next" size="sm" label={nextMonth} icon={ChevronRight} />
        </header>
        <CalendarGrid className={styles.grid ?? ""}>
          {(date) => <CalendarCell date={date} className={styles.day ?? ""} />}
        </CalendarGrid>
      </Calendar>
    </I18nProvider>
  );
}

function read(local: string): CalendarDateTime | null {
  try {
    return parseDateTime(local);
  } catch {
    return null;
  }
}
