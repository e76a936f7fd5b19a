import { BusyScreen } from "@/components/processes/busy-screen";
import { BusyWords } from "@/components/processes/words";

export default function Page() {
  return (
    <BusyWords>
      <BusyScreen />
    </BusyWords>
  );
}
