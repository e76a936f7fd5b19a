import { AboutScreen } from "@/components/about/about-screen";
import { AboutWords } from "@/components/about/words";

export default function Page() {
  return (
    <AboutWords>
      <AboutScreen />
    </AboutWords>
  );
}
