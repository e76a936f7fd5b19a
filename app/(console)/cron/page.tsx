import { CronScreen } from "@/components/cron/cron-screen";
import { CronWords } from "@/components/cron/words";

export default function Page() {
  return (
    <CronWords>
      <CronScreen />
    </CronWords>
  );
}
