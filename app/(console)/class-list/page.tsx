import { MetricsScreen } from "@/components/metrics/metrics-screen";
import { MetricsWords } from "@/components/metrics/words";

export default function Page() {
  return (
    <MetricsWords>
      <MetricsScreen />
    </MetricsWords>
  );
}
